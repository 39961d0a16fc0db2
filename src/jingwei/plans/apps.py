"""Start-up of the plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Annual plans, measures, lights, dispatch and reports."""

    name = "jingwei.plans"
    verbose_name = "要点"
