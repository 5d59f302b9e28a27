/** The device's position into two inputs, with a sentence about how it went. */

import { enter, inputNamed } from "./elements";
import { say } from "./words";

const SECONDS = 12;

function locate(button: HTMLButtonElement): void {
  const status = document.querySelector(button.dataset["status"] ?? "[data-position-status]");
  const tell = (text: string): void => {
    if (status) status.textContent = text;
    button.disabled = false;
  };
  if (!navigator.geolocation) {
    tell(say("positionMissing"));
    return;
  }
  button.disabled = true;
  if (status) status.textContent = say("positionSearching");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const latitude = inputNamed(button.dataset["lat"]);
      const longitude = inputNamed(button.dataset["lon"]);
      if (latitude) enter(latitude, coords.latitude.toFixed(6));
      if (longitude) enter(longitude, coords.longitude.toFixed(6));
      tell(say("positionFound", { n: Math.round(coords.accuracy) }));
    },
    (failure) => tell(say(failure.code === failure.PERMISSION_DENIED ? "positionDenied" : "positionMissing")),
    { enableHighAccuracy: true, timeout: SECONDS * 1000, maximumAge: 30_000 },
  );
}

export function findPositions(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-locate]") : null;
    if (button) locate(button);
  });
}
