"""An application from draft to ruling: papers, requests, decisions by two people, appeals."""
