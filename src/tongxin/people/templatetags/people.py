from django import template

from ..devices import device

register = template.Library()
register.filter(device)
