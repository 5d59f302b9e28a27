/** How far an upload is, in the <progress data-upload> of its form. */

export function showUploads(): void {
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    const bar = form?.querySelector<HTMLProgressElement>("progress[data-upload]");
    const { lengthComputable, loaded, total } = (event as CustomEvent<{ lengthComputable?: boolean; loaded: number; total: number }>).detail;
    if (!bar || !lengthComputable || total === 0) return;
    bar.hidden = false;
    bar.value = (100 * loaded) / total;
  });
}
