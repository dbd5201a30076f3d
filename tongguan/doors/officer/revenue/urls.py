"""The addresses of the revenue counter and of the bank."""

from django.urls import path

from tongguan.doors.officer.revenue import bank, views

app_name = "revenue"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("firms/<str:identifier>/", views.firm, name="firm"),
    path("guarantees/<path:number>/", views.guarantee, name="guarantee"),
    path("orders/", bank.orders, name="orders"),
    path("orders/<str:reference>/<int:debt>/", bank.answer, name="answer"),
    path("letters/", bank.letters, name="letters"),
]
