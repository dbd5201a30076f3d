"""The addresses of the rules."""

from django.urls import path

from tongguan.doors.officer.rules import drafts, views

app_name = "rules"
urlpatterns = [
    path("", views.tables, name="tables"),
    path("editions/", views.editions, name="editions"),
    path("compare/", views.compare, name="compare"),
    path("table/<slug:name>/", views.table, name="table"),
    path("table/<slug:name>/key/", views.key, name="key"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/new/", drafts.begin, name="begin"),
    path("drafts/<int:number>/", drafts.draft, name="draft"),
    path("drafts/<int:number>/submit/", drafts.submit, name="submit"),
    path("drafts/<int:number>/approve/", drafts.approve, name="approve"),
]
