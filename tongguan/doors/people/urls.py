"""The addresses of people, brokers and keys."""

from django.urls import path

from tongguan.doors.people import brokers, keys, views

app_name = "people"
urlpatterns = [
    path("", views.members, name="list"),
    path("new/", views.register, name="register"),
    path("roles/", views.give, name="give"),
    path("roles/<int:number>/end/", views.end, name="end"),
    path("roles/<int:number>/link/", views.link, name="link"),
    path("away/", views.away, name="away"),
    path("brokers/", brokers.brokers, name="brokers"),
    path("brokers/<int:number>/revoke/", brokers.revoke, name="revoke"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:number>/revoke/", keys.revoke, name="revoke_key"),
]
