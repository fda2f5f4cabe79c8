// An officer's key: making one, and signing a request with it. Both need scripts; the page says so where they do not run.
const unwrapped = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const wrapped = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const MINUTES = 2 * 60_000;

/** The browser asks the officer for the key, and the fields get what the key answered. */
function ask(form, answer) {
  const state = form.querySelector("[data-state]");
  let done = false;
  form.addEventListener("submit", async (event) => {
    if (done) return;
    event.preventDefault();
    state.textContent = state.dataset.waiting;
    try {
      for (const [name, value] of Object.entries(await answer(form.dataset))) form.elements[name].value = wrapped(value);
    } catch {
      state.textContent = state.dataset.failed;
      return;
    }
    done = true;
    form.submit();
  });
  form.hidden = false;
}

async function sign({ challenge, credential }) {
  const { response } = await navigator.credentials.get({ publicKey: {
    challenge: unwrapped(challenge), timeout: MINUTES, userVerification: "required",
    allowCredentials: [{ type: "public-key", id: unwrapped(credential) }],
  } });
  return { authenticator_data: response.authenticatorData, client_data: response.clientDataJSON, signature: response.signature };
}

async function make({ challenge, user, name, site }) {
  const { response } = await navigator.credentials.create({ publicKey: {
    challenge: unwrapped(challenge), timeout: MINUTES, attestation: "none",
    rp: { name: site }, user: { id: unwrapped(user), name, displayName: name },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
  } });
  return { authenticator_data: response.getAuthenticatorData(), client_data: response.clientDataJSON };
}

if (window.PublicKeyCredential) {
  for (const note of document.querySelectorAll("[data-needs-scripts]")) note.hidden = true;
  for (const form of document.querySelectorAll("form[data-sign]")) ask(form, sign);
  for (const form of document.querySelectorAll("form[data-make]")) ask(form, make);
}
