from django.apps import AppConfig


class PeopleDoorConfig(AppConfig):
    name = "tongguan.doors.people"
    label = "people_door"
