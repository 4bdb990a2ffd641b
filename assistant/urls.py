"""Addresses of assistant."""

from django.urls import URLPattern, path

from assistant.views import chains, citations, conversations, events, rating, turns

app_name = "assistant"
urlpatterns: list[URLPattern] = [
    path("", conversations.home, name="home"),
    path("conversations/", conversations.start, name="start"),
    path("conversations/<uuid:conversation_id>/", conversations.conversation, name="conversation"),
    path("conversations/<uuid:conversation_id>/ask/", turns.ask, name="ask"),
    path("conversations/<uuid:conversation_id>/rename/", conversations.rename, name="rename"),
    path("conversations/<uuid:conversation_id>/delete/", conversations.delete, name="delete"),
    path("turns/<uuid:turn_id>/", turns.turn, name="turn"),
    path("turns/<uuid:turn_id>/events/", events.turn_events, name="turn-events"),
    path("turns/<uuid:turn_id>/chain/", chains.chain, name="chain"),
    path("turns/<uuid:turn_id>/stop/", turns.stop, name="stop"),
    path("turns/<uuid:turn_id>/again/", turns.ask_again, name="ask-again"),
    path("turns/<uuid:turn_id>/copied/", turns.copied, name="copied"),
    path("turns/<uuid:turn_id>/rate/", rating.rate, name="rate"),
    path("citations/<uuid:citation_id>/", citations.citation, name="citation"),
    path("feedback/", rating.feedback_list, name="feedback-list"),
    path("feedback/again/", rating.again_list, name="again-list"),
]
