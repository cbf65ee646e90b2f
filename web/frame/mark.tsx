/** The mark of Handloom: threads over and under. */
export function LoopMark({ size = 22 }: { size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="var(--indigo)"
      strokeWidth={2}
    >
      <path d="M3 6h18M3 12h18M3 18h18" />
      <path d="M7 3v3M7 9v6M7 18v3M12 3v6M12 12v3M12 18v3M17 3v3M17 9v6M17 18v3" />
    </svg>
  );
}
