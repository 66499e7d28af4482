import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './Button';
import { copyText } from './copy-text';

/** Puts a text on the clipboard, and shows that it is there. @param label such as "Copy the address" */
export function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState<string | null>(null);
  const done = copied === text;
  return (
    <Button
      label={done ? 'Copied' : label}
      icon={done ? Check : Copy}
      words="never"
      onPress={() => void copyText(text).then((isThere) => setCopied(isThere ? text : null))}
    />
  );
}
