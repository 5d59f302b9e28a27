"""Community life: law publicity, activities, programmes, rooms by the hour."""
