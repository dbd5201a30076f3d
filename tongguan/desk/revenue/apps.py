from django.apps import AppConfig


class RevenueConfig(AppConfig):
    name = "tongguan.desk.revenue"
