arrayExists(
    exclusion ->
      (exclusion.1 = '' OR exclusion.1 = source_account OR exclusion.1 = target_account)
      AND (exclusion.2 = '' OR exclusion.2 = role)
      AND (exclusion.3 = '' OR principal LIKE exclusion.3)
      AND time >= exclusion.4 AND time < exclusion.5,
    (
      SELECT groupArray((account, role, principal, starts_at, ends_at))
      FROM exclusions FINAL
      WHERE cancelled_at IS NULL
        AND slo IN ('', {slo:String})
        AND starts_at < {to:DateTime}
        AND ends_at > {from:DateTime}
    )
  )
