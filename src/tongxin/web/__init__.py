"""门面 What every page shares: base templates, components, all CSS and scripts, HTTP glue.

Owns     no tables.
Promises one design system, three faces (resident, desk, wall); a refusal is a kind page; every
         page works without scripts, in both languages, in the dark and in large print.
"""
