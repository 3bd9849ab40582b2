import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { chosenFiles, droppedFiles, type GivenFile } from "../sources/given-files.js";

interface FilesProps {
  readonly onFiles: (files: readonly GivenFile[]) => void;
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
        const { dataTransfer } = event;
        // Dragged words and pictures of a page are no files.
        if (dataTransfer?.types.includes("Files") === true) onFiles(await droppedFiles(dataTransfer));
      }}
    >
      {children}
    </div>
  );
}

/** Buttons to open one's own files, and the sample. */
export function OpenButtons({ onFiles, onSample }: FilesProps & { readonly onSample: () => void }) {
  return (
    <div class="open">
      <FileButton label="Open a folder" isMain isFolder onFiles={onFiles} />
      <FileButton label="Open files" onFiles={onFiles} />
      <button type="button" onClick={onSample}>
        Sample
      </button>
      <span class="drop quiet">or drop here</span>
    </div>
  );
}

interface FileButtonProps extends FilesProps {
  readonly label: string;
  readonly isFolder?: boolean;
  readonly isMain?: boolean;
}

function FileButton({ label, isFolder = false, isMain = false, onFiles }: FileButtonProps) {
  return (
    <label class={isMain ? "button main" : "button"}>
      {label}
      <input
        type="file"
        multiple
        // @ts-expect-error: known to browsers, but to no standard
        webkitdirectory={isFolder}
        onChange={({ currentTarget }) => {
          const files = chosenFiles(currentTarget.files);
          // The same choice is to be an event again.
          currentTarget.value = "";
          onFiles(files);
        }}
      />
    </label>
  );
}
