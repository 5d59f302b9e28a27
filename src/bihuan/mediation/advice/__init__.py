"""Legal advice at the centre: professionals who sit there by rota, and the appointments people make with them."""
