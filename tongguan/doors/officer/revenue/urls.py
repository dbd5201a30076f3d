"""The addresses of the revenue counter and of the bank."""

from django.urls import path

from tongguan.doors.officer.revenue import bank, debts, firms, views

app_name = "revenue"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("cases/<str:reference>/", debts.debts, name="debts"),
    path("firms/", firms.firms, name="firms"),
    path("firms/<str:identifier>/", firms.firm, name="firm"),
    path("guarantees/<path:number>/", views.guarantee, name="guarantee"),
    path("orders/", bank.orders, name="orders"),
    path("orders/<str:reference>/<int:debt>/", bank.answer, name="answer"),
    path("letters/", bank.letters, name="letters"),
]
