/** Keeps the app itself on the phone: it opens without a network, and a new version replaces the old one as a whole. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: { __WB_MANIFEST: { url: string; revision: string | null }[]; skipWaiting(): void; addEventListener(kind: string, act: () => void): void };

cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(new NavigationRoute(createHandlerBoundToURL("/field/"), { allowlist: [/^\/field\/$/] }));
self.addEventListener("install", () => self.skipWaiting());
