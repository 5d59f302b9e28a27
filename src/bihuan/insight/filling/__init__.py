"""Form filling (一表通): a superior's workbook is bound once and fills itself every period."""
