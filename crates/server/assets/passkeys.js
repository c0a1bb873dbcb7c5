// Passkeys: asks the server what to ask the browser, and hands the browser's answer over. Without this script, or where the
// browser has no passkeys for this address, name and password do the same.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const asked = async (path, body) => {
  const answer = await fetch(`${BASE}${path}`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.detail ?? "");
  return said;
};

const made = async (label) => {
  const options = await asked("/account/passkeys/options");
  options.challenge = bytes(options.challenge);
  options.user.id = bytes(options.user.id);
  for (const known of options.excludeCredentials) known.id = bytes(known.id);
  const { response } = await navigator.credentials.create({ publicKey: options });
  await asked("/account/passkeys", {
    label, client_data: text(response.clientDataJSON), attestation: text(response.attestationObject),
  });
};

const entered = async (next) => {
  const options = await asked("/sign-in/passkey/options");
  options.challenge = bytes(options.challenge);
  const { rawId, response } = await navigator.credentials.get({ publicKey: options });
  const { to } = await asked("/sign-in/passkey", {
    credential: text(rawId), user: text(response.userHandle ?? new ArrayBuffer(0)),
    client_data: text(response.clientDataJSON), authenticator_data: text(response.authenticatorData),
    signature: text(response.signature), next,
  });
  location.assign(to);
};

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = part.dataset.passkey === "none";
  const tries = (form, work) => form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [button, fault] = [form.querySelector("button"), form.querySelector("[role=alert]")];
    button.disabled = true;
    fault.textContent = "";
    try {
      await work();
    } catch (error) {
      // The browser's own reasons are not for people: they closed the window, or have no passkey here.
      fault.textContent = (!(error instanceof DOMException) && error.message) || form.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
  const fresh = document.querySelector("form[data-passkey=new]");
  tries(fresh, async () => { await made(fresh.elements.passkey_label.value); location.reload(); });
  const door = document.querySelector("form[data-passkey=sign-in]");
  tries(door, () => entered(door.dataset.next));
}
