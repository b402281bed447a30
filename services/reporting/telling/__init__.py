"""What is given away: reports and their pictures, months as they were published, tables for analysts."""
