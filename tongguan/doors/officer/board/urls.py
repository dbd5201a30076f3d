"""The addresses of the board."""

from django.urls import path

from tongguan.doors.officer.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("declarations/<str:reference>/", views.declaration, name="declaration"),
    path("refused/", views.refused, name="refused"),
]
