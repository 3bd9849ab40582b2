import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { droppedFiles } from "../sources/dropped.js";

interface FilesProps {
  readonly onFiles: (files: readonly File[]) => void;
}

/** The page as a place to drop files and folders on. */
export function DropTarget({ onFiles, children }: FilesProps & { readonly children: ComponentChildren }) {
  const [isOver, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons do the same for those who do not drag
    <div
      class={isOver ? "page over" : "page"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={async (event) => {
        event.preventDefault();
        setOver(false);
        const files = await droppedFiles(event.dataTransfer!);
        if (files.length > 0) onFiles(files);
      }}
    >
      {children}
    </div>
  );
}

export function OpenButtons({ onFiles, onSample }: FilesProps & { readonly onSample: () => void }) {
  return (
    <p class="row">
      <FileButton label="Open a folder" isFolder onFiles={onFiles} />
      <FileButton label="Open files" onFiles={onFiles} />
      <button type="button" onClick={onSample}>
        Show the sample
      </button>
    </p>
  );
}

function FileButton({
  label,
  isFolder = false,
  onFiles,
}: FilesProps & { readonly label: string; readonly isFolder?: boolean }) {
  return (
    <label class="button">
      {label}
      <input
        type="file"
        multiple
        // @ts-expect-error: known to browsers, but to no standard
        webkitdirectory={isFolder}
        onChange={({ currentTarget }) => {
          const files = Array.from(currentTarget.files ?? []);
          // The same choice is to be an event again.
          currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
