"""What registry hears. Nothing yet changes who is entitled: cards' and incubator's events pass the gate unhandled."""

from services.kit.events import Handlers

HANDLERS: Handlers = {}
