"""Commands that run for ever, and survive a restart of the database."""

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connections

logger = logging.getLogger(__name__)


def repeat(task: Callable[[], None], seconds: float) -> None:
    """Call `task` again and again, `seconds` apart. If the database does not answer, log it once and go on."""
    is_failing = False
    while True:
        close_old_connections()
        try:
            task()
        except (OperationalError, InterfaceError) as error:
            if not is_failing:
                logger.error("the database does not answer, it is tried again: %s", str(error).strip())
            is_failing = True
            connections.close_all()
        else:
            if is_failing:
                logger.warning("the database answers again")
            is_failing = False
        time.sleep(seconds)
