"""incubator: calls, applications, reviews, cohorts, enterprises."""
