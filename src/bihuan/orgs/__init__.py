"""Areas, offices, staff, posts, responsibility chains, liaison, residents and place points."""
