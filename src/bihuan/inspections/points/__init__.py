"""Place points under watch: what is known of them, how often they are looked at, what is owed today, what was found."""
