"""How every Django form looks: `{{ form }}`, a field alone, radio groups as choice cards."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Render forms and fields with the house's own templates."""

    form_template_name = "web/_form.html"
    field_template_name = "web/_field.html"
