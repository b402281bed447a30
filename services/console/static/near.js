// Shops in the order of their distance. The place is asked of the browser and never leaves this page.

const RADIUS_KM = 6371;

const offer = document.querySelector("[data-near]");
const nowhere = document.querySelector("[data-nowhere]");
const list = document.getElementById("shops");

function distanceKm(from, place) {
  // Equirectangular: over a municipality the haversine says the same.
  const perDegree = (Math.PI / 180) * RADIUS_KM;
  const north = (place.latitude - from.latitude) * perDegree;
  const east = (place.longitude - from.longitude) * perDegree * Math.cos((from.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

function nearest(shop, from) {
  const places = [...shop.querySelectorAll("[data-latitude]")];
  const distances = places.map((place) =>
    distanceKm(from, { latitude: Number(place.dataset.latitude), longitude: Number(place.dataset.longitude) }),
  );
  return Math.min(Infinity, ...distances);
}

function sort({ coords }) {
  const shops = [...list.children].map((shop) => [nearest(shop, coords), shop]);
  shops.sort(([one], [other]) => one - other || 0);
  const written = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: "kilometer", maximumFractionDigits: 1,
  });
  for (const [distance, shop] of shops) {
    shop.querySelector("[data-distance]")?.remove();
    if (Number.isFinite(distance)) {
      const note = document.createElement("bdi");
      note.dataset.distance = "";
      note.className = "hint";
      note.textContent = ` ${written.format(distance)}`;
      shop.querySelector("strong").after(note);
    }
    list.append(shop);
  }
}

if (offer && navigator.geolocation && list.querySelector("[data-latitude]")) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(sort, () => { nowhere.hidden = false; }, { timeout: 10_000 });
  });
}
