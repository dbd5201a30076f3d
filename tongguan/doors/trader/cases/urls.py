"""The addresses of what was lodged."""

from django.urls import path

from tongguan.doors.trader.cases import amending, doing, printing, views

urlpatterns = [
    path("", views.home, name="home"),
    path("declarations/", views.declarations, name="list"),
    path("declarations/<str:reference>/", views.case, name="case"),
    path("declarations/<str:reference>/live/", views.live, name="live"),
    path("declarations/<str:reference>/do/<str:step>/", doing.do, name="do"),
    path("declarations/<str:reference>/papers/<str:name>.pdf", printing.paper, name="paper"),
    path("declarations/<str:reference>/amend/", amending.amend, name="amend"),
    path("drafts/<int:number>/amendment/", amending.amendment, name="amendment"),
    path("inspections/", views.inspections, name="inspections"),
]
