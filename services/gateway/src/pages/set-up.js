const element = (id) => document.getElementById(id);
const [form, outcome, again, password] = ['form', 'outcome', 'again', 'password'].map(element);

const token = location.hash.slice(1);
const isOwner = token.startsWith('owner.');

const reasons = {
  401: 'This link is not good any more. Ask for a new one.',
  404: 'This link is not good any more. Ask for a new one.',
  429: 'Too many tries. Wait a moment, then try again.',
  503: 'The system is busy. Wait a moment, then try again.',
};

function say(text) {
  outcome.textContent = text;
  outcome.hidden = false;
  outcome.focus();
}

/** What an answer means to a person. */
function meaningOf(status, { detail }) {
  if (Array.isArray(detail)) return detail.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join('; ');
  return reasons[status] ?? `That did not work: ${detail ?? status}`;
}

async function send(fields) {
  const response = await fetch('api/v1/auth/set-up', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, ...fields }),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) return say(meaningOf(response.status, answer));
  form.hidden = true;
  // A link that is used up need not stand in the history.
  history.replaceState(null, '', location.pathname);
  say(`Done. You can sign in now as ${answer.email}.`);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (password.value !== again.value) return say('The two passwords differ.');
  const filled = [...new FormData(form)].filter(([, value]) => value !== '');
  send(Object.fromEntries(filled)).catch(() => say('The server could not be reached. Try again.'));
});

if (token === '') say('This link is not complete. Open the whole link that you were given.');
else {
  form.hidden = false;
  element('owner').hidden = !isOwner;
  for (const id of ['email', 'organization']) element(id).required = isOwner;
}
