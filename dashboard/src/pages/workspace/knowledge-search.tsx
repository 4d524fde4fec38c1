import { Search } from 'lucide-react';
import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { SearchKnowledgeDocument, type SearchKnowledgeQuery } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { counted } from '../../ui/names-rules.ts';
import { SendForm } from '../../ui/send-form.tsx';
import { Failure, Loading } from '../../ui/states.tsx';

type Hit = NonNullable<NonNullable<SearchKnowledgeQuery['workspace']>['searchKnowledge']>['nodes'][number];

/** Searches the company's documents, and shows where in them the words stand. */
export function KnowledgeSearch() {
  const [words, setWords] = useState('');
  const [query, setQuery] = useState('');
  return (
    <search className="stack">
      <SendForm className="workspace-search" onSend={() => setQuery(words.trim())}>
        <Field label="Search the documents" value={words} onChange={setWords} maxLength={500} />
        <Button type="submit">
          <Search size={16} aria-hidden="true" />
          Search
        </Button>
      </SendForm>
      {query !== '' && <Found query={query} />}
    </search>
  );
}

function Found({ query }: { readonly query: string }) {
  const { data, problem, again } = useAsk(SearchKnowledgeDocument, { query });
  if (problem) return <Failure problem={problem} again={again} />;
  if (!data) return <Loading what="what was found" />;
  const hits = data.workspace?.searchKnowledge?.nodes ?? [];
  return (
    <div className="stack workspace-found">
      <p className="soft small" role="status">
        {hits.length === 0
          ? `Nothing of “${query}” stands in the documents.`
          : `${counted(hits.length, 'document')} found`}
      </p>
      <ol className="workspace-list">
        {hits.map((hit, place) => (
          <li key={hit.document?.id ?? place}>
            <HitText hit={hit} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function HitText({ hit: { document, headings, snippet } }: { readonly hit: Hit }) {
  const where = [document?.source?.title, ...headings].filter((name) => name !== undefined);
  return (
    <>
      <p>
        <strong>{document?.title}</strong>
      </p>
      <p className="soft small">{where.join(' › ')}</p>
      <p className="workspace-snippet">
        {snippet.map(({ text, match }, place) =>
          match ? <mark key={place}>{text}</mark> : <span key={place}>{text}</span>,
        )}
      </p>
    </>
  );
}
