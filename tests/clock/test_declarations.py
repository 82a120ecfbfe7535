"""What the apps declare can be run."""

import inspect

import pytest
from django.utils.module_loading import import_string
from django_tasks.base import Task

from tongxin.clock.schedules import DECLARED


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_declared_schedule_names_a_task_that_needs_no_arguments(name):
    task = import_string(DECLARED[name].task)
    assert isinstance(task, Task)
    inspect.signature(task.func).bind(*(["context"] if task.takes_context else []))
