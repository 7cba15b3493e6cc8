"""What has been said, by whom, and who only copied it."""
