"""`make browser`: install the browser of the journeys, or find the system's."""

from tests.browser.chromium import installed

print(f"  browser: {installed().executable}")
