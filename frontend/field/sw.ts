/** Keeps the app itself on the phone: it opens without a network, and a new version replaces the old one as a whole. */
import { addPlugins, cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: { __WB_MANIFEST: { url: string; revision: string | null }[]; skipWaiting(): void; addEventListener(kind: string, act: () => void): void };

// The server says that pages vary by language and cookie. These do not, and the cache would not find them again offline.
addPlugins([
  {
    cacheWillUpdate: async ({ response }) => {
      if (response.status !== 200) return null;
      const headers = new Headers(response.headers);
      headers.delete("Vary");
      return new Response(response.body, { status: 200, headers });
    },
  },
]);
cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(new NavigationRoute(createHandlerBoundToURL("/field/"), { allowlist: [/^\/field\/$/] }));
self.addEventListener("install", () => self.skipWaiting());
