"""The addresses of what is being prepared."""

from django.urls import path

from tongguan.doors.trader.lodging import filling, lines, listing, papers, picking, saving, sending

urlpatterns = [
    path("drafts/", listing.listing, name="drafts"),
    path("drafts/start/", listing.start, name="start"),
    path("drafts/lines.csv", lines.blank, name="blank_lines"),
    path("drafts/<int:number>/", filling.draft, name="draft"),
    path("drafts/<int:number>/save/", saving.save, name="save"),
    path("drafts/<int:number>/check/", sending.check, name="check"),
    path("drafts/<int:number>/receipt/", sending.receipt, name="receipt"),
    path("drafts/<int:number>/discard/", listing.discard, name="discard"),
    path("drafts/<int:number>/papers/", papers.upload, name="upload"),
    path("drafts/<int:number>/goods/", picking.goods, name="goods"),
    path("codes/<str:table>/", picking.codes, name="codes"),
    path("documents/<int:number>/", papers.document, name="document"),
]
