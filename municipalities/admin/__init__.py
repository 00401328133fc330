"""The pages on which moderators keep municipalities and model projects."""
