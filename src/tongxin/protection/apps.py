from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "tongxin.protection"

    def ready(self) -> None:
        from tongxin.volunteers import movers

        from .actions import take_over

        movers.add("protection", take_over, "protection.Cover.person")
