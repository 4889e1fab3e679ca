"""What analysts review and judge: items to decide, judgements, and the reasons for a match."""
