// What an expression in a workflow file may contain. Whatever is not listed is refused.

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** `*` only between two operands. No lambda (->), no named arguments (:=, =>), no parameters (?, $, :), no positions (#1). */
export const operators = words("+ - * / // % ^ ** = == <> != < <= > >= || :: & | << >>");

export const keywords = words(`
  and or not is null isnull notnull true false in between like ilike escape distinct from case when then else end cast try_cast as
`);

/** What a value may be cast to. DECIMAL may be followed by its width and scale. */
export const types = words(`
  boolean bool tinyint smallint integer int bigint hugeint utinyint usmallint uinteger ubigint float real double decimal numeric
  varchar text date time timestamp
`);

/** Deterministic functions of one row: no clock, no chance, no environment, no files, no other rows. */
export const functions = words(`
  abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log2 log10 pow power mod fmod divide even gcd lcm factorial gamma lgamma
  sin cos tan cot asin acos atan atan2 sinh cosh tanh asinh acosh atanh degrees radians pi
  greatest least coalesce ifnull nullif if isnan isinf isfinite nextafter xor bit_count
  lower lcase upper ucase length len strlen trim ltrim rtrim substring substr left right replace translate reverse concat concat_ws
  contains starts_with ends_with prefix suffix strpos instr split_part lpad rpad ascii ord unicode chr
  regexp_matches regexp_full_match regexp_replace regexp_extract levenshtein damerau_levenshtein
  year month day hour minute second microsecond millisecond dayofyear dayofweek week quarter date_part date_trunc date_diff julian
  strftime strptime epoch make_date
`);

/** Words of SQL that read like columns but are not; a column may still bear such a name, in double quotes. */
export const reserved = words(`
  select from where group having order limit offset union intersect except with values table with recursive exists any all some
  array row struct map lambda using on join left_join cross natural lateral window over partition qualify filter pivot unpivot columns
  current_date current_time current_timestamp current_user current_role current_schema current_catalog localtime localtimestamp
  session_user user default collate similar glob interval insert update delete create drop alter attach detach copy install load set
  pragma call execute prepare explain describe summarize show import export vacuum checkpoint use begin commit rollback
`);
