"""Who works here."""

OFFICER = "incubator_officer"
MANAGER = "programme_manager"
REVIEWER = "reviewer"
MENTOR = "mentor"
FOUNDER = "founder"

OFFICE = (OFFICER, MANAGER)
EVERYONE = (OFFICER, MANAGER, REVIEWER, MENTOR, FOUNDER)
