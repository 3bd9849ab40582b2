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
        const files = await droppedFiles(event.dataTransfer!);
        if (files.length > 0) onFiles(files);
      }}
    >
      {children}
    </div>
  );
}

export function OpenButtons({
  onFiles,
  onSample,
  isDisabled,
}: FilesProps & { readonly onSample: () => void; readonly isDisabled: boolean }) {
  return (
    <p class="row">
      <FileButton label="Open a folder" isFolder isDisabled={isDisabled} onFiles={onFiles} />
      <FileButton label="Open files" isDisabled={isDisabled} onFiles={onFiles} />
      <button type="button" disabled={isDisabled} onClick={onSample}>
        Show the sample
      </button>
    </p>
  );
}

function FileButton({
  label,
  isFolder = false,
  isDisabled,
  onFiles,
}: FilesProps & { readonly label: string; readonly isFolder?: boolean; readonly isDisabled: boolean }) {
  return (
    <label class={isDisabled ? "button disabled" : "button"}>
      {label}
      <input
        type="file"
        multiple
        disabled={isDisabled}
        // @ts-expect-error: known to browsers, but to no standard
        webkitdirectory={isFolder}
        onChange={({ currentTarget }) => {
          const files = chosenFiles(currentTarget.files);
          // Clearing the value makes the same choice fire a change event again.
          currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
