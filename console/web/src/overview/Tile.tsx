/** One number that matters, and what stands behind it. */
export function Tile({ name, value, more }: { name: string; value: string; more: string }) {
  return (
    <div class="tile panel">
      <dt>{name}</dt>
      <dd class="tile-value">{value}</dd>
      <dd class="muted small">{more}</dd>
    </div>
  );
}
