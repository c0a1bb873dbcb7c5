// The photo is looked at as soon as it is taken, while the rest is still being typed. Without this script the form does
// the same when it is sent.

const form = document.querySelector("form[data-look]");
if (form) {
  const photo = form.querySelector("input[type=file]");
  const seen = document.getElementById("seen");
  const call = form.querySelector("[data-call]");
  const name = form.querySelector("[data-name]");
  const error = form.querySelector(".shot .error");
  let looking = 0;

  photo.addEventListener("change", async () => {
    if (!photo.files.length) return;
    const turn = ++looking;
    const body = new FormData();
    body.append("photo", photo.files[0]);
    for (const kept of form.querySelectorAll("[name=patch_readings]")) body.append("patch_readings", kept.value);
    name.textContent = form.dataset.looking;
    error.textContent = "";
    try {
      const answer = await fetch(form.dataset.look, { method: "POST", body });
      const text = await answer.text();
      if (turn !== looking) return;
      if (!answer.ok) throw new Error(answer.status);
      seen.innerHTML = text;
      // It is kept by the server: the form need not send it again.
      photo.value = "";
      name.textContent = "";
      call.textContent = form.dataset.again;
      seen.scrollIntoView({ block: "nearest" });
    } catch {
      // The photo stays in the form and goes with it.
      if (turn === looking) name.textContent = form.dataset.failed;
    }
  });

  // What a recorded workout tells need not be typed.
  const workout = form.querySelector("[data-workout]");
  const another = form.querySelector("[data-another]");
  const follow = () => {
    another.hidden = workout.value !== "";
    if (!another.hidden) another.open = true;
  };
  workout.addEventListener("change", follow);
  follow();
}
