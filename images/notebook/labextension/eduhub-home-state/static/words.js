// What people read, in the two languages of the hub; and how times, sizes and names are written.

const WORDS = {
  ko: {
    locale: "ko",
    saved: "클라우드에 저장됨",
    saving: "저장 중…",
    waiting: "클라우드를 기다리는 중",
    waiting_since: "클라우드를 기다리는 중 ({time}부터)",
    unknown: "저장 상태를 알 수 없음",
    means_saved: "파일이 모두 클라우드에 저장되어 있어요. 다른 컴퓨터에서 열어도 그대로 보여요.",
    means_saving:
      "바뀐 파일을 클라우드로 옮기는 중이에요. 이 노트북 서버에는 이미 저장되어 있어요.",
    means_waiting:
      "이 노트북 서버에는 저장되어 있어요. 클라우드에 연결되면 저절로 옮겨지니 계속 공부해도 돼요. " +
      "그때까지 다른 곳에서 같은 파일을 고치지 마세요.",
    means_unknown:
      "파일이 클라우드에 저장되었는지 지금은 알 수 없어요. 저장한 내용은 없어지지 않고, 알게 되면 " +
      "이 표시가 저절로 바뀌어요. 계속되면 선생님께 알려 주세요.",
    // Without a folder on the host there is nowhere else that a file could be.
    means_saving_contents: "바뀐 파일을 클라우드에 저장하는 중이에요.",
    means_waiting_contents:
      "클라우드에 연결되지 않아서 지금은 저장할 수 없어요. 이 창을 닫지 말고, 잠시 후 다시 저장해 주세요. " +
      "전에 저장한 내용은 그대로 있어요.",
    means_waiting_disk:
      "노트북 서버가 있는 컴퓨터의 저장 공간이 가득 차서 파일을 옮기지 못하고 있어요. 저장한 내용은 그대로 " +
      "있어요. 선생님께 알려 주세요.",
    little_room: "{text} · 공간 {percent}% 사용",
    last: "마지막으로 클라우드와 같았던 때: {time}",
    used: "사용한 공간: {quota} 중 {used}",
    used_centre: "우리 센터가 사용한 공간: {quota} 중 {used}",
    history: "예전 버전이 차지하는 공간(따로 셉니다): {used}",
    largest: "큰 파일",
    held: "공간이 부족해 아직 이 노트북 서버에만 있는 파일",
    sized: "{file} ({size})",
    title: "파일 저장 상태",
    close: "닫기",
    details: "자세히 보기",
    room: "저장 공간 {quota} 중 {percent}%를 썼어요.",
    room_centre: "우리 센터의 저장 공간 {quota} 중 {percent}%를 썼어요.",
    full: "저장 공간 {quota}가 가득 찼어요. 노트북은 아직 저장되지만 큰 파일은 클라우드에 저장되지 않아요.",
    full_centre: "우리 센터의 저장 공간이 가득 차서 큰 파일은 클라우드에 저장되지 않아요.",
    biggest: " 가장 큰 파일: {file} ({size}).",
    free: " 필요 없는 큰 파일을 지워 주세요.",
    free_centre: " 필요 없는 파일을 지우고 선생님께 알려 주세요.",
    held_back: "공간이 부족해 파일 {count}개가 이 노트북 서버에만 있어요",
    held_first: ": {file}",
    held_free: ". 필요 없는 파일을 지우면 저절로 저장돼요.",
  },
  en: {
    locale: "en",
    saved: "Saved in the cloud",
    saving: "Saving…",
    waiting: "Waiting for the cloud",
    waiting_since: "Waiting for the cloud (since {time})",
    unknown: "Not known whether it is saved",
    means_saved: "All files are saved in the cloud. On another computer you see the same.",
    means_saving:
      "What changed is on its way to the cloud. On this notebook server it is saved already.",
    means_waiting:
      "Your files are saved on this notebook server, and follow as soon as the cloud answers. You can " +
      "go on working. Until then, do not change the same files elsewhere.",
    means_unknown:
      "Nobody can say now whether your files are in the cloud. What you saved is not lost, and this " +
      "changes by itself when it is known. Tell your teacher if it goes on.",
    means_saving_contents: "What changed is being saved in the cloud.",
    means_waiting_contents:
      "The cloud cannot be reached, so nothing can be saved now. Keep this window open, and save again " +
      "in a moment. What you saved before is safe.",
    means_waiting_disk:
      "The disk of the machine that runs your notebook is full, so files cannot be moved. What you saved " +
      "is safe. Please tell your teacher.",
    little_room: "{text} · {percent} % full",
    last: "Last the same as in the cloud: {time}",
    used: "Room used: {used} of {quota}",
    used_centre: "Room used by your centre: {used} of {quota}",
    history: "Room of earlier versions (counted apart): {used}",
    largest: "Large files",
    held: "Files that are on this notebook server only, because there is no room",
    sized: "{file} ({size})",
    title: "How your files are saved",
    close: "Close",
    details: "Details",
    room: "{percent} % of your {quota} are used.",
    room_centre: "{percent} % of your centre's {quota} are used.",
    full: "Your {quota} are full: notebooks still save, large files do not.",
    full_centre: "Your centre's room is full: large files are not saved.",
    biggest: " Largest: {file} ({size}).",
    free: " Delete large files you do not need.",
    free_centre: " Delete what you can, and tell your teacher.",
    held_back: "No room: {count} files are on this notebook server only",
    held_first: ": {file}",
    held_free: ". Delete what you do not need, and they are saved.",
  },
};

const UNITS = ["kB", "MB", "GB"];
const DAY = { month: "short", day: "numeric" };
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const wordsFor = (language) =>
  WORDS[language === "en" || document.documentElement.lang.startsWith("en") ? "en" : "ko"];

// A function, for `replace` gives a meaning to signs in a text.
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export function time(moment, { locale }) {
  const then = new Date(moment);
  const today = then.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale, today ? TIME : { ...DAY, ...TIME }).format(then);
}

export function size(bytes) {
  let [number, unit] = [bytes / 1024, 0];
  while (number >= 1024 && unit < UNITS.length - 1) [number, unit] = [number / 1024, unit + 1];
  const digits = number < 10 && !Number.isInteger(number) ? 1 : 0;
  return `${number.toFixed(digits)} ${UNITS[unit]}`;
}

// How much of the room is used, of the person's own or of their centre's, whichever is nearer its end.
export function share(usage) {
  const own = usage.quota_bytes ? usage.used_bytes / usage.quota_bytes : 1;
  const quota = usage.center_quota_bytes;
  const centre = quota ? (usage.center_used_bytes || 0) / quota : 0;
  return { ofCentre: centre > own, percent: Math.floor(100 * Math.max(own, centre)) };
}

// The end of a path says more than its beginning.
export const shortened = (path, length) =>
  path.length > length ? `…${path.slice(1 - Math.max(length, 2))}` : path;
