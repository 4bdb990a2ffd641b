"""The form of a website or wiki."""

from django import forms

from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import Lines
from ingestion.sources.web.addresses import normal


class WebsiteForm(SourceForm):
    """Where to begin, and how far to go."""

    secrets = ("authorization",)
    sent_to = ("start",)
    start = Lines(
        label="Start addresses",
        max_length=5000,
        help_text="One a line: pages to begin from, or sitemaps, taken as listed.",
    )
    below = forms.BooleanField(
        label="Stay below the start addresses", required=False, initial=True, help_text="Otherwise all of their hosts are visited."
    )
    hosts = Lines(
        label="Further hosts", max_length=2000, required=False, help_text="One a line. Used only if it need not stay below."
    )
    depth = forms.IntegerField(label="Links away from the start", min_value=0, max_value=20, initial=5)
    pages = forms.IntegerField(label="Most addresses to visit", min_value=1, max_value=20000, initial=500)
    pause = forms.FloatField(label="Seconds between two requests", min_value=0, max_value=60, initial=1)
    authorization = forms.CharField(
        label="Authorization header", required=False, max_length=2000, help_text="Such as “Bearer …”, if the site asks for one."
    )

    def clean_start(self) -> list[str]:
        """Addresses of the web."""
        typed: list[str] = self.cleaned_data["start"]
        wrong = [each for each in typed if not normal(each)]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0]}” is no address of a page. It begins with https:// or http://.")
        return [normal(each) for each in typed]

    def clean_hosts(self) -> list[str]:
        """Names of hosts alone."""
        typed: list[str] = self.cleaned_data["hosts"]
        wrong = [each for each in typed if "/" in each or normal(f"https://{each}/") == ""]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0]}” is no name of a host, such as wiki.example.org.")
        return [each.lower() for each in typed]
