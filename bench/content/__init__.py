"""What ``eduhub content copy`` costs beside rclone alone."""
