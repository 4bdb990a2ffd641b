"""Is this process fit to serve? For load balancers and container health checks."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse

from ingestion import room


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Anyone may ask: 200 when the database answers, and whether documents are taken in. Says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"} | ({"disk": "nearly full"} if room.is_short() else {}))
