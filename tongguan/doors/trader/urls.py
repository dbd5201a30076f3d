"""The trader's window: what was lodged, and what is being prepared."""

from tongguan.doors.trader.cases.urls import urlpatterns as cases
from tongguan.doors.trader.hall.urls import urlpatterns as hall
from tongguan.doors.trader.lodging.urls import urlpatterns as lodging
from tongguan.doors.trader.notices.urls import urlpatterns as notices

app_name = "trader"
urlpatterns = [*cases, *lodging, *notices, *hall]
